"""What can go wrong with a backup."""


class BackupError(Exception):
    """Nothing was changed; the message is a sentence that says why."""
