"""What may be typed, checked before it is done: one module for each subject."""
