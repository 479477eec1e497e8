"""What people fill in, one noun a file."""
