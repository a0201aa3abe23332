"""What the queue refuses."""


class JobError(Exception):
    """A job cannot be treated as asked; the message says why."""
