"""HTTP and nothing else: a file for each noun."""
