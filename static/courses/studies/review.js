// made in a moment
