"""Hold any server to the contract."""


class CannotVerifyError(Exception):
    """The verification could not be run; the message is one line for the person who started it."""
