mock_provider "redpanda" {
  mock_resource "redpanda_serverless_cluster" {
    defaults = {
      dataplane_api = { url = "https://api.example", private_url = "" }
      kafka_api     = { seed_brokers = ["one.example:9092", "two.example:9092"], private_seed_brokers = [] }
    }
  }
}

variables {
  state_passphrase = "a passphrase of a test"
  name             = "taskwake"
  region           = "eu-west-1"
  password         = "a-password-of-a-test-only"
}

run "answers" {
  assert {
    condition     = output.brokers == "one.example:9092,two.example:9092" && output.username == "taskwake" && output.mechanism == "scram-sha-256"
    error_message = "What `deploy` and the secret kafka are given."
  }
}

run "the_user_owns_topics_and_groups_and_not_the_cluster" {
  assert {
    condition     = redpanda_acl.taskwake["cluster"].operation == "DESCRIBE" && redpanda_acl.taskwake["topics"].operation == "ALL"
    error_message = "It cannot change users or rights."
  }
  assert {
    condition     = alltrue([for each in redpanda_acl.taskwake : each.principal == "User:taskwake"])
    error_message = "Rights are the product's user's."
  }
}

run "the_password_is_in_no_state" {
  assert {
    condition     = redpanda_user.taskwake.password_wo == null && redpanda_user.taskwake.password == null
    error_message = "Written, and not kept."
  }
}

run "a_cluster_is_not_deleted_by_accident" {
  assert {
    condition     = !redpanda_serverless_cluster.this.allow_deletion
    error_message = "Events that were not handled yet are only there."
  }
}

run "a_short_password" {
  command = plan
  variables {
    password = "short"
  }
  expect_failures = [var.password]
}
