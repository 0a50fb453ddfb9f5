"""A device's network AEs, connections and capabilities, as PS3.15 annex H has them."""
