"""Plans: what ``terraform show -json`` prints of a plan or a state, read into the resources Terraform declares."""
