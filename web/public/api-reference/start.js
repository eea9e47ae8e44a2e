// Swagger UI over this API's own document. No other host is asked for anything: there is no validator.
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
  // Whoever registers or logs in here is authorized for what is tried next; the token is kept by this page alone.
  responseInterceptor(response) {
    if (response.ok && response.obj?.access_token) ui.preauthorizeApiKey("bearer", response.obj.access_token);
    return response;
  },
});
