# The vault has no values here: people put them in, so that none is in the state.

resource "azurerm_key_vault" "this" {
  # checkov:skip=CKV_AZURE_109:People put values in from their own networks; with authorized_networks all others are refused
  # checkov:skip=CKV2_AZURE_32:The subnet reaches it by a service endpoint; a private endpoint costs as much as a node's disk
  name                       = var.name
  resource_group_name        = azurerm_resource_group.this.name
  location                   = var.region
  tenant_id                  = data.azurerm_client_config.current.tenant_id
  sku_name                   = "standard"
  rbac_authorization_enabled = true
  purge_protection_enabled   = true
  soft_delete_retention_days = 30
  tags                       = var.tags
  network_acls {
    bypass                     = "AzureServices"
    default_action             = length(var.authorized_networks) > 0 ? "Deny" : "Allow"
    ip_rules                   = var.authorized_networks
    virtual_network_subnet_ids = [azurerm_subnet.nodes.id]
  }
}

resource "azurerm_user_assigned_identity" "secrets" {
  name                = "${var.name}-secrets"
  resource_group_name = azurerm_resource_group.this.name
  location            = var.region
  tags                = var.tags
}

resource "azurerm_federated_identity_credential" "secrets" {
  name                      = "kubernetes"
  user_assigned_identity_id = azurerm_user_assigned_identity.secrets.id
  issuer                    = azurerm_kubernetes_cluster.this.oidc_issuer_url
  subject                   = "system:serviceaccount:taskwake:secrets"
  audience                  = ["api://AzureADTokenExchange"]
}

resource "azurerm_role_assignment" "secrets" {
  scope                = azurerm_key_vault.this.id
  role_definition_name = "Key Vault Secrets User"
  principal_id         = azurerm_user_assigned_identity.secrets.principal_id
}
