"""What a run leaves behind: crash-safe files of lines, and the run that owns them."""
