export * from '../model/alerts/notification.ts';
