export { type IntakeCounts, RequestIntake, type RequestIntakeOptions } from './request-intake.ts';
export { REQUESTS_SOCKET } from '../../middleware/wire.ts';
