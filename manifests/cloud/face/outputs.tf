# What each cloud answers: the same in all of them. `npm run cloud -- <cloud>` reads it.

output "cluster" {
  description = "Name of the cluster."
  value       = local.cluster
}

output "kubeconfig_command" {
  description = "Adds the cluster to the kubeconfig of whoever runs it."
  value       = local.kubeconfig_command
}

output "registry" {
  description = "Where images are pushed, if not to GitHub."
  value       = local.registry
}

output "secret_store" {
  description = "spec.provider of the overlay's SecretStore."
  value       = local.secret_store
}

output "secrets_identity" {
  description = "Annotations of the overlay's ServiceAccount secrets."
  value       = local.secrets_identity
}

output "deploy_identity" {
  description = "Variables of the GitHub environments: no value of them is secret."
  value       = local.deploy_identity
}

output "backup_bucket" {
  description = "Where copies of dumps go; for 30 days nobody can delete or change one."
  value       = local.backup_bucket
}
