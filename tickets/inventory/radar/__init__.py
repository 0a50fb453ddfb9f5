"""What is coming: duties, contracts, warranties, certificates, recalls."""
