"""What a job depends on: which files its globs mean, and whether anything about them has changed."""
