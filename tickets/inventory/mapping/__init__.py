"""The department as a picture: who is drawn, where, and how it stands."""
