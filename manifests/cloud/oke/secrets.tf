# The vault has no values here: people put them in, so that none is in the state.

resource "oci_kms_vault" "this" {
  compartment_id = var.account
  display_name   = var.name
  vault_type     = "DEFAULT"
  freeform_tags  = var.tags
}

# Encrypts the secrets in the vault. Keys in software are free.
resource "oci_kms_key" "secrets" {
  compartment_id      = var.account
  display_name        = "secrets"
  management_endpoint = oci_kms_vault.this.management_endpoint
  protection_mode     = "SOFTWARE"
  freeform_tags       = var.tags
  key_shape {
    algorithm = "AES"
    length    = 32
  }
}

resource "oci_identity_dynamic_group" "nodes" {
  compartment_id = coalesce(var.tenancy, var.account)
  name           = "${var.name}-nodes"
  description    = "Nodes of ${var.name}"
  matching_rule  = "ALL {instance.compartment.id = '${var.account}'}"
  freeform_tags  = var.tags
}

resource "oci_identity_policy" "nodes" {
  compartment_id = var.account
  name           = "${var.name}-nodes"
  description    = "Nodes read secrets of this compartment, and no more"
  statements     = ["Allow dynamic-group ${oci_identity_dynamic_group.nodes.name} to read secret-family in compartment id ${var.account}"]
  freeform_tags  = var.tags
}

resource "oci_objectstorage_bucket" "backups" {
  # checkov:skip=CKV_OCI_7:Nobody waits for events of it
  # checkov:skip=CKV_OCI_8:A bucket with a retention rule has no versions: nothing is overwritten
  # checkov:skip=CKV_OCI_9:Encrypted with keys of the platform; an own key would have to be kept and rotated
  compartment_id = var.account
  namespace      = data.oci_objectstorage_namespace.this.namespace
  name           = "${var.name}-backups"
  access_type    = "NoPublicAccess"
  freeform_tags  = var.tags
  retention_rules {
    display_name = "thirty-days"
    duration {
      time_amount = "30"
      time_unit   = "DAYS"
    }
  }
}
