"""The flask commands, one noun a file."""
