"""Shows a draft to somebody without an account, by a signed link that ends, can be withdrawn and leads nowhere else."""
