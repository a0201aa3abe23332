"""What can go wrong between this machine and a CI server; every message is one clean line without a secret in it."""


class CiError(Exception):
    """The server gave no usable answer; the message says why, in words for a person."""


class UnreachableError(CiError):
    """It cannot be reached, or took too long."""


class DeniedError(CiError):
    """It does not let us: no token, a wrong one, or one that may not do this."""


class MissingError(CiError):
    """There is no such thing there, or it is hidden from us."""


class RejectedError(CiError):
    """It understood and said no: the message has its own words."""


class BrokenError(CiError):
    """It failed itself (status 500 and above)."""


class GarbledError(CiError):
    """It answered with something else than was asked for, such as a page of HTML."""


class TooLargeError(CiError):
    """The answer is larger than is ever read."""


class UnableError(CiError):
    """This server, or our knowledge of it, cannot do that."""


class LimitedError(CiError):
    """It wants to be left alone until `until` (seconds since the epoch)."""

    def __init__(self, message: str, until: float) -> None:
        super().__init__(message)
        self.until = until
