# Oracle: what is always free. A basic cluster has no workload identity: the nodes' identity reads the vault.

terraform {
  required_version = ">= 1.11"
  required_providers {
    oci = { source = "oracle/oci", version = ">= 7.19" }
  }
}

provider "oci" {
  region = var.region
}

variable "tenancy" {
  description = "OCID of the tenancy, where dynamic groups belong. (Default: the compartment, if it is the tenancy's own)"
  type        = string
  default     = null
}

variable "node_ocpus" {
  description = "Of a node with a flexible shape. Free at least: 2 in all."
  type        = number
  default     = 2
}

variable "node_memory_gb" {
  description = "Of a node with a flexible shape. Free at least: 12 in all."
  type        = number
  default     = 12
}

variable "availability_domain" {
  description = "From 1 on; another one helps against 'Out of host capacity'."
  type        = number
  default     = 1
}

data "oci_identity_availability_domains" "this" {
  compartment_id = var.account
}

data "oci_containerengine_cluster_option" "all" {
  cluster_option_id = "all"
}

data "oci_containerengine_node_pool_option" "all" {
  node_pool_option_id = "all"
}

data "oci_objectstorage_namespace" "this" {
  compartment_id = var.account
}

locals {
  nodes = {
    size = coalesce(var.nodes.size, "VM.Standard.A1.Flex")
    min  = coalesce(var.nodes.min, 1)
    max  = coalesce(var.nodes.max, var.nodes.min, 1)
  }

  # Oracle has no channels. Versions are sorted as numbers; stable is the newest patch of the minor version before.
  versions = { for each in data.oci_containerengine_cluster_option.all.kubernetes_versions :
    format("%03d.%03d.%03d", split(".", trimprefix(each, "v"))...) => each
  }
  minors             = reverse(sort(distinct([for key, _ in local.versions : substr(key, 0, 7)])))
  minor              = local.minors[var.kubernetes_channel == "stable" ? min(1, length(local.minors) - 1) : 0]
  kubernetes_version = local.versions[reverse(sort([for key, _ in local.versions : key if startswith(key, local.minor)]))[0]]

  arm = can(regex("\\.A[0-9]+\\.", local.nodes.size))
  images = { for each in data.oci_containerengine_node_pool_option.all.sources : each.source_name => each.image_id
    if strcontains(each.source_name, "-OKE-${trimprefix(local.kubernetes_version, "v")}-") &&
    strcontains(each.source_name, "aarch64") == local.arm && !strcontains(each.source_name, "GPU")
  }

  cluster            = oci_containerengine_cluster.this.name
  kubeconfig_command = "oci ce cluster create-kubeconfig --cluster-id ${oci_containerengine_cluster.this.id} --region ${var.region} --token-version 2.0.0 --kube-endpoint PUBLIC_ENDPOINT"
  registry           = "ocir.${var.region}.oci.oraclecloud.com/${data.oci_objectstorage_namespace.this.namespace}/${var.name}"
  secret_store       = { oracle = { region = var.region, vault = oci_kms_vault.this.id } }
  secrets_identity   = {}
  # GitHub's token cannot be exchanged here: the environment keeps a kubeconfig as its secret.
  deploy_identity = {}
  backup_bucket   = "oci://${oci_objectstorage_bucket.backups.name}@${data.oci_objectstorage_namespace.this.namespace}"
}
