mock_provider "azurerm" {
  mock_data "azurerm_client_config" {
    defaults = { tenant_id = "11111111-0000-0000-0000-000000000000" }
  }
  mock_resource "azurerm_kubernetes_cluster" {
    defaults = { kubelet_identity = [{ client_id = "kubelet", object_id = "kubelet-object", user_assigned_identity_id = "kubelet-id" }] }
  }
  mock_resource "azurerm_key_vault" {
    defaults = { vault_uri = "https://taskwake.vault.azure.net/" }
  }
  mock_resource "azurerm_user_assigned_identity" {
    defaults = { client_id = "22222222-0000-0000-0000-000000000000" }
  }
}

variables {
  state_passphrase  = "a passphrase of a test"
  name              = "taskwake"
  account           = "00000000-0000-0000-0000-000000000000"
  region            = "germanywestcentral"
  github_repository = "owner/taskwake"
}

run "defaults" {
  assert {
    condition     = azurerm_kubernetes_cluster.this.local_account_disabled && azurerm_kubernetes_cluster.this.workload_identity_enabled && azurerm_kubernetes_cluster.this.oidc_issuer_enabled
    error_message = "Log-ins are identities, of people and of pods."
  }
  assert {
    condition     = azurerm_kubernetes_cluster.this.network_profile[0].network_policy == "cilium"
    error_message = "The manifests' network policies must be enforced."
  }
  assert {
    condition     = azurerm_kubernetes_cluster.this.sku_tier == "Standard"
    error_message = "Production has the uptime promise."
  }
  assert {
    condition     = azurerm_role_assignment.pull.principal_id == "kubelet-object"
    error_message = "Nodes pull images as the kubelet's identity."
  }
  assert {
    condition     = azurerm_key_vault.this.rbac_authorization_enabled && azurerm_role_assignment.secrets.role_definition_name == "Key Vault Secrets User"
    error_message = "The cluster reads secrets and changes none."
  }
  assert {
    condition     = azurerm_federated_identity_credential.secrets.subject == "system:serviceaccount:taskwake:secrets"
    error_message = "The identity belongs to the overlay's ServiceAccount."
  }
  assert {
    condition     = azurerm_storage_container_immutability_policy.backups.immutability_period_in_days == 30
    error_message = "Copies of dumps cannot be deleted."
  }
}

run "answers" {
  assert {
    condition     = output.secret_store.azurekv.vaultUrl == "https://taskwake.vault.azure.net"
    error_message = "As External Secrets spells it: without a slash at the end."
  }
  assert {
    condition     = output.secrets_identity["azure.workload.identity/client-id"] == "22222222-0000-0000-0000-000000000000" && output.secrets_identity["azure.workload.identity/tenant-id"] == "11111111-0000-0000-0000-000000000000"
    error_message = "The ServiceAccount's annotations."
  }
  assert {
    condition     = output.deploy_identity.CLUSTER == "taskwake" && output.deploy_identity.AZURE_GROUP == "taskwake"
    error_message = "Variables of the deploy workflow."
  }
}

run "staging_alone_is_free_of_charge" {
  variables {
    environments = ["staging"]
  }
  assert {
    condition     = azurerm_kubernetes_cluster.this.sku_tier == "Free"
    error_message = "No uptime promise is bought for staging."
  }
  assert {
    condition     = azurerm_federated_identity_credential.deploy["staging"].subject == "repo:owner/taskwake:environment:staging" && length(azurerm_federated_identity_credential.deploy) == 1
    error_message = "Only jobs of the environment may deploy."
  }
}

run "authorized_networks_close_the_vault_and_the_api" {
  variables {
    authorized_networks = ["192.0.2.0/24"]
  }
  assert {
    condition     = azurerm_key_vault.this.network_acls[0].default_action == "Deny" && one(azurerm_kubernetes_cluster.this.api_server_access_profile).authorized_ip_ranges == toset(["192.0.2.0/24"])
    error_message = "Only from the networks given."
  }
}

run "names_that_a_cloud_would_refuse" {
  command = plan
  variables {
    name               = "Taskwake_of_everybody"
    kubernetes_channel = "newest"
    github_repository  = "taskwake"
    network_cidr       = "10.0.0.0/30"
  }
  expect_failures = [var.name, var.kubernetes_channel, var.github_repository, var.network_cidr]
}
