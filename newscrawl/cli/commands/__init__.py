"""What is typed: commands, options and their help. Nothing heavy is imported before a command is called."""
