// What each endpoint behind a gateway costs, by its access log: `node examples/endpoints.ts /var/log/nginx/access.log` (half a minute).
import { MobileBackendMonitor } from '../src/index.ts';

const monitor = new MobileBackendMonitor().configureEndpoints({ log: process.argv[2] ?? '/var/log/nginx/access.log', endpoints: ['/api/v1/users/*', '/api/v1/products/*', '/api/v1/orders/*'] });
monitor.start();

setTimeout(async () => {
  const { cohorts, activeSessions, scaling } = await monitor.analyzeSessionImpact();
  console.log({ activeSessions, cohorts, scaling });
  await monitor.stop();
  for (const { name, requests, p95Seconds, cpuPerRequestSeconds } of await monitor.getEndpointResources({ timeRange: '1h' })) console.log(name, requests, p95Seconds, cpuPerRequestSeconds);
  console.log(await monitor.getGeographicDistribution({ regions: ['north-america', 'europe', 'asia'] }));
}, 30_000);
