"""CloudFormation templates, told as the same things of AWS's table: what is static is known, and nothing else."""
