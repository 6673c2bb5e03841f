"""Settings of a process that is given a file and nothing else: words pass as they are written."""

USE_I18N = False
