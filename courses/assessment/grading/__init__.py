"""Plain functions that say what an answer is worth. No Django, no database: they
are given the key and the answer, and their version is kept with every grade."""
