export * from '../model/alerts/state.ts';
