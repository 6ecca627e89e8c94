"""Why a command cannot go on, in one sentence for the person who typed it."""


class Stop(Exception):
    """Ends the command: the sentence goes to stderr, the exit code is 1."""
