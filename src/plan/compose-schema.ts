import { z } from 'zod';

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const words = z.union([z.string(), z.array(z.string())]);

const longPort = z.strictObject({
  target: z.int(),
  published: z.union([z.string(), z.int()]).optional(),
  host_ip: z.string().optional(),
  protocol: z.literal('tcp').optional(),
  mode: z.string().optional(),
  name: z.string().optional(),
  app_protocol: z.string().optional(),
});

const dependsOn = z.union([
  z.array(z.string()),
  z.record(z.string(), z.strictObject({ condition: z.enum(['service_started', 'service_healthy']).optional(), required: z.boolean().optional() })),
]);

const healthcheck = z.strictObject({
  test: words,
  interval: z.string().optional(),
  timeout: z.string().optional(),
  retries: z.int().positive().optional(),
  start_period: z.string().optional(),
});

/** What is read of a service (compose-spec, 05-services.md); anything else would change what is measured without being done, so it is refused. */
const service = z.strictObject({
  image: z.string(),
  command: words.optional(),
  environment: z.union([z.record(z.string(), scalar.nullable()), z.array(z.string())]).optional(),
  ports: z.array(z.union([z.string(), z.int(), longPort])).optional(),
  depends_on: dependsOn.optional(),
  healthcheck: healthcheck.optional(),
});

export const composeSchema = z.strictObject({ name: z.string().optional(), version: z.string().optional(), services: z.record(z.string(), service) });

export type ComposeFile = z.infer<typeof composeSchema>;
export type ComposeService = z.infer<typeof service>;
