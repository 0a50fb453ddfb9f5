"""The worker's steps: clean, prove, prepare."""
