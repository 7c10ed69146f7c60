"""Terraform's own language, read without a plan and without Terraform: what is static is known, and nothing else."""
