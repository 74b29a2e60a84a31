output "db_option_group_id" {
  value = try(aws_db_option_group.this[0].id, "")
}

output "db_option_group_arn" {
  value = try(aws_db_option_group.this[0].arn, "")
}
