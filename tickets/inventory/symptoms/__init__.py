"""From what people say is missing to where it stopped."""
