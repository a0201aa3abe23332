"""What is known around a forecast: who grows, what else speaks for it, what can be done, and how often it was right."""
