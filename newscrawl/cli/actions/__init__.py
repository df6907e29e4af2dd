"""What commands do: call the runner and the lower floors, print the result, return the exit code."""
