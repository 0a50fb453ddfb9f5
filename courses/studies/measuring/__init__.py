"""Our server and a peer, started side by side and asked alike."""
