# Kafka, apart from the clusters, since it outlives them: Redpanda's serverless clusters, one for each cell.

terraform {
  required_version = ">= 1.11"
  required_providers {
    redpanda = { source = "redpanda-data/redpanda", version = "~> 2.1" }
  }
}

# Logs in by REDPANDA_CLIENT_ID and REDPANDA_CLIENT_SECRET.
provider "redpanda" {}

variable "name" {
  description = "Name of the cluster and of its resource group."
  type        = string
  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,14}[a-z0-9]$", var.name))
    error_message = "Lower-case letters, digits and hyphens, 4 to 16 of them, a letter first."
  }
}

variable "region" {
  description = "As Redpanda spells it (the data source redpanda_serverless_regions lists them): near the database."
  type        = string
}

variable "tags" {
  description = "On the cluster."
  type        = map(string)
  default     = {}
}

variable "password" {
  description = "Of the product's user: TF_VAR_password, and the same into the cloud's vault. It is in no state and no plan."
  type        = string
  sensitive   = true
  ephemeral   = true
  validation {
    condition     = length(var.password) >= 24
    error_message = "At least 24 characters."
  }
}

variable "password_version" {
  description = "Raised together with a new password."
  type        = number
  default     = 1
}

resource "redpanda_resource_group" "this" {
  name = var.name
}

resource "redpanda_serverless_cluster" "this" {
  name              = var.name
  resource_group_id = redpanda_resource_group.this.id
  serverless_region = var.region
  tags              = var.tags
  # An event that was not handled yet is only here.
  allow_deletion = false
}

resource "redpanda_user" "taskwake" {
  cluster_api_url     = redpanda_serverless_cluster.this.dataplane_api.url
  name                = "taskwake"
  mechanism           = "scram-sha-256"
  password_wo         = var.password
  password_wo_version = var.password_version
  allow_deletion      = true
}

locals {
  # `migrate` creates topics and sets their retention; KEDA and `meter` read offsets.
  rights = {
    "topics"  = { type = "TOPIC", name = "*", operation = "ALL" }
    "groups"  = { type = "GROUP", name = "*", operation = "ALL" }
    "cluster" = { type = "CLUSTER", name = "kafka-cluster", operation = "DESCRIBE" }
  }
}

resource "redpanda_acl" "taskwake" {
  for_each              = local.rights
  cluster_api_url       = redpanda_serverless_cluster.this.dataplane_api.url
  principal             = "User:${redpanda_user.taskwake.name}"
  host                  = "*"
  permission_type       = "ALLOW"
  resource_type         = each.value.type
  resource_name         = each.value.name
  resource_pattern_type = "LITERAL"
  operation             = each.value.operation
  allow_deletion        = true
}

output "brokers" {
  description = "KAFKA_BROKERS"
  value       = join(",", redpanda_serverless_cluster.this.kafka_api.seed_brokers)
}

output "username" {
  description = "KAFKA_USERNAME"
  value       = redpanda_user.taskwake.name
}

output "mechanism" {
  description = "KAFKA_MECHANISM"
  value       = redpanda_user.taskwake.mechanism
}
