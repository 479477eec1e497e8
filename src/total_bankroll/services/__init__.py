"""Rules, queries and commits: what the application knows how to do."""
