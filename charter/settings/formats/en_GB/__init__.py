"""Days and times in Britain."""
