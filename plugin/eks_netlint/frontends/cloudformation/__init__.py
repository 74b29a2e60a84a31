"""CloudFormation: templates in YAML and JSON, evaluated as far as they tell, to the resources of a stack."""
