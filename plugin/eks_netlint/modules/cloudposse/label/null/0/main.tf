# cloudposse/label/null 0.25: the id and the tags it makes of a context. docs/decisions/0016-more-stubs.md

locals {
  order     = ["namespace", "environment", "stage", "name", "attributes"]
  words     = ["namespace", "tenant", "environment", "stage", "name"]
  hash_size = 5

  # A value of the call goes before that of its context; lists and maps of both are joined.
  given = {
    enabled             = var.enabled == null ? var.context.enabled : var.enabled
    namespace           = var.namespace == null ? var.context.namespace : var.namespace
    tenant              = var.tenant == null ? lookup(var.context, "tenant", null) : var.tenant
    environment         = var.environment == null ? var.context.environment : var.environment
    stage               = var.stage == null ? var.context.stage : var.stage
    name                = var.name == null ? var.context.name : var.name
    delimiter           = var.delimiter == null ? var.context.delimiter : var.delimiter
    attributes          = compact(distinct(concat(coalesce(var.context.attributes, []), coalesce(var.attributes, []))))
    tags                = merge(var.context.tags, var.tags)
    additional_tag_map  = merge(var.context.additional_tag_map, var.additional_tag_map)
    label_order         = var.label_order == null ? var.context.label_order : var.label_order
    regex_replace_chars = var.regex_replace_chars == null ? var.context.regex_replace_chars : var.regex_replace_chars
    id_length_limit     = var.id_length_limit == null ? var.context.id_length_limit : var.id_length_limit
    label_key_case      = var.label_key_case == null ? lookup(var.context, "label_key_case", null) : var.label_key_case
    label_value_case    = var.label_value_case == null ? lookup(var.context, "label_value_case", null) : var.label_value_case
    descriptor_formats  = merge(lookup(var.context, "descriptor_formats", {}), var.descriptor_formats)
    # Here the first who sets it wins.
    labels_as_tags = try(contains(var.context.labels_as_tags, "unset"), true) ? var.labels_as_tags : var.context.labels_as_tags
  }

  enabled     = local.given.enabled
  delimiter   = local.given.delimiter == null ? "-" : local.given.delimiter
  label_order = local.given.label_order == null ? local.order : coalescelist(local.given.label_order, local.order)
  limit       = local.given.id_length_limit == null ? 0 : local.given.id_length_limit
  key_case    = local.given.label_key_case == null ? "title" : local.given.label_key_case
  value_case  = local.given.label_value_case == null ? "lower" : local.given.label_value_case
  unwanted    = coalesce(local.given.regex_replace_chars, "/[^-a-zA-Z0-9]/")

  clean = { for word in local.words : word => local.given[word] == null ? "" : replace(local.given[word], local.unwanted, "") }
  cased = {
    for word, text in local.clean : word => {
      none = text, title = title(lower(text)), upper = upper(text), lower = lower(text)
    }[local.value_case]
  }
  attributes = compact(distinct([
    for text in compact(distinct([for one in local.given.attributes : replace(one, local.unwanted, "")])) : {
      none = text, title = title(lower(text)), upper = upper(text), lower = lower(text)
    }[local.value_case]
  ]))

  parts   = merge(local.cased, { attributes = join(local.delimiter, local.attributes) })
  id_full = join(local.delimiter, [for part in local.label_order : local.parts[part] if length(local.parts[part]) > 0])

  # An id that is too long keeps its beginning and gets a hash of the whole.
  room  = local.limit - local.hash_size - length(local.delimiter)
  start = local.room <= 0 ? "" : "${trimsuffix(substr(local.id_full, 0, local.room), local.delimiter)}${local.delimiter}"
  hash  = "${md5(local.id_full)}qrstuvwxyz"
  hash_cased = {
    none = local.hash, title = title(local.hash), upper = upper(local.hash), lower = lower(local.hash)
  }[local.value_case]
  short = substr("${local.start}${replace(local.hash_cased, local.unwanted, "")}", 0, local.limit)
  id    = local.limit != 0 && length(local.id_full) > local.limit ? local.short : local.id_full

  sources        = merge(local.parts, { name = local.id })
  labels_as_tags = contains(local.given.labels_as_tags, "default") ? keys(local.sources) : local.given.labels_as_tags
  own_tags = {
    for part in setintersection(keys(local.sources), local.labels_as_tags) :
    { upper = upper(part), lower = lower(part), title = title(lower(part)) }[local.key_case] => local.sources[part]
    if length(local.sources[part]) > 0
  }
  tags = merge(local.own_tags, local.given.tags)
}

output "id" {
  value = local.enabled ? local.id : ""
}

output "id_full" {
  value = local.enabled ? local.id_full : ""
}

output "enabled" {
  value = local.enabled
}

output "namespace" {
  value = local.enabled ? local.cased.namespace : ""
}

output "tenant" {
  value = local.enabled ? local.cased.tenant : ""
}

output "environment" {
  value = local.enabled ? local.cased.environment : ""
}

output "name" {
  value = local.enabled ? local.cased.name : ""
}

output "stage" {
  value = local.enabled ? local.cased.stage : ""
}

output "delimiter" {
  value = local.enabled ? local.delimiter : ""
}

output "attributes" {
  value = local.enabled ? local.attributes : []
}

output "tags" {
  value = local.enabled ? local.tags : {}
}

output "additional_tag_map" {
  value = local.given.additional_tag_map
}

output "label_order" {
  value = local.label_order
}

output "regex_replace_chars" {
  value = local.unwanted
}

output "id_length_limit" {
  value = local.limit
}

output "tags_as_list_of_maps" {
  value = [for key, value in local.tags : merge({ key = key, value = value }, local.given.additional_tag_map)]
}

output "descriptors" {
  value = {
    for name, how in local.given.descriptor_formats : name => format(how.format, [for part in how.labels : local.parts[part]]...)
  }
}

output "normalized_context" {
  value = merge(local.cased, {
    enabled             = local.enabled
    delimiter           = local.delimiter
    attributes          = local.attributes
    tags                = local.tags
    additional_tag_map  = local.given.additional_tag_map
    label_order         = local.label_order
    regex_replace_chars = local.unwanted
    id_length_limit     = local.limit
    label_key_case      = local.key_case
    label_value_case    = local.value_case
    labels_as_tags      = local.labels_as_tags
    descriptor_formats  = local.given.descriptor_formats
  })
}

output "context" {
  value = local.given
}
