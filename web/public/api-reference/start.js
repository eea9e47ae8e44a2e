// Swagger UI for this API's own document. It calls no other host: the validator is off.
const dark = matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", follow);
follow();

const ui = SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#reference",
  validatorUrl: null,
  deepLinking: true,
  filter: true,
  tryItOutEnabled: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
  // Registering or logging in here authorizes the next requests; only this page keeps the token.
  responseInterceptor(response) {
    if (response.ok && response.obj?.access_token) ui.preauthorizeApiKey("bearer", response.obj.access_token);
    return response;
  },
});
