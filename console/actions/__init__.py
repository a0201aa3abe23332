"""What the console does: the work queue, its attempts, retries, checkpoints and fixes."""
