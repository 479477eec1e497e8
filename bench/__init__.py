"""What the application may cost, measured: `make bench` runs it."""
