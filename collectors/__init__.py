"""Sources of events, one a file; they know the model, the text room and nothing else."""
