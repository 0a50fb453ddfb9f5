"""The inventory's pages, one module for each subject."""
