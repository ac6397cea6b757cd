import type { FormatFamily } from '../format.ts';
import { ALB } from './alb.ts';
import { APACHE } from './apache.ts';
import { CADDY } from './caddy.ts';
import { ENVOY } from './envoy.ts';
import { HAPROXY } from './haproxy.ts';
import { JSON_LINES } from './json.ts';
import { KONG } from './kong.ts';
import { NGINX } from './nginx.ts';
import { TRAEFIK } from './traefik.ts';

/** All formats. One entry is all that a new one needs. */
export const ACCESS_LOG_FORMATS: readonly FormatFamily[] = [NGINX, ENVOY, HAPROXY, APACHE, TRAEFIK, CADDY, ALB, KONG, JSON_LINES];
