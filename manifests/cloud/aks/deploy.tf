# Workflows of the environments log in by GitHub's token: no password exists.

resource "azurerm_user_assigned_identity" "deploy" {
  name                = "${var.name}-deploy"
  resource_group_name = azurerm_resource_group.this.name
  location            = var.region
  tags                = var.tags
}

resource "azurerm_federated_identity_credential" "deploy" {
  for_each                  = toset(var.environments)
  name                      = "github-${each.value}"
  user_assigned_identity_id = azurerm_user_assigned_identity.deploy.id
  issuer                    = "https://token.actions.githubusercontent.com"
  subject                   = "repo:${var.github_repository}:environment:${each.value}"
  audience                  = ["api://AzureADTokenExchange"]
}

resource "azurerm_role_assignment" "deploy" {
  for_each = {
    # The writer's role does not cover custom resources, which components and scaled objects are.
    "Azure Kubernetes Service RBAC Cluster Admin" = azurerm_kubernetes_cluster.this.id
    "Azure Kubernetes Service Cluster User Role"  = azurerm_kubernetes_cluster.this.id
    "AcrPush"                                     = azurerm_container_registry.this.id
    "Storage Blob Data Contributor"               = azurerm_storage_container.backups.id
  }
  scope                = each.value
  role_definition_name = each.key
  principal_id         = azurerm_user_assigned_identity.deploy.principal_id
}

resource "azurerm_storage_account" "backups" {
  # checkov:skip=CKV_AZURE_33:There are no queues
  # checkov:skip=CKV_AZURE_59:Dumps come from a workflow, whose runner has no fixed address; nothing is public without a log-in
  # checkov:skip=CKV_AZURE_206:Copies of a database that has its own history, in another account than it
  # checkov:skip=CKV2_AZURE_1:Encrypted with keys of the platform; an own key would have to be kept and rotated
  # checkov:skip=CKV2_AZURE_33:As above: a workflow writes
  name                            = "${local.plain_name}backups"
  resource_group_name             = azurerm_resource_group.this.name
  location                        = var.region
  account_tier                    = "Standard"
  account_replication_type        = "LRS"
  min_tls_version                 = "TLS1_2"
  allow_nested_items_to_be_public = false
  shared_access_key_enabled       = false
  local_user_enabled              = false
  tags                            = var.tags
  blob_properties {
    delete_retention_policy {
      days = 30
    }
  }
}

resource "azurerm_storage_container" "backups" {
  # checkov:skip=CKV2_AZURE_21:Reads are rare and by people, whom the activity log names
  name               = "backups"
  storage_account_id = azurerm_storage_account.backups.id
}

resource "azurerm_storage_container_immutability_policy" "backups" {
  storage_container_resource_manager_id = azurerm_storage_container.backups.id
  immutability_period_in_days           = 30
}
