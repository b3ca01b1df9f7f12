class BackupError(Exception):
    """Why a backup cannot be made, read or restored: a sentence for whoever runs the command."""
