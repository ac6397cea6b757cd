export { type Choice, choose, type ChooseOptions } from './choose.ts';
export { type Cost, costOf, costOfHours, type Money, type PlanCost, type Saving, savingOf } from './money.ts';
export { moved } from './moved.ts';
export { type Baseline, besides, endOf, type Need, needOf, type Resource, RESOURCES } from './need.ts';
export { type Level, SCHEDULE, type ScheduleLine, type ScheduleOptions, scheduleOf } from './schedule.ts';
export { type Because, type Capacity, capacityOf, instancesFor, lacking, type RunsOut, runsOut, sizeFor, type Sizing, type SizingOptions, UTILISATION } from './sizing.ts';
export { meansByStep, sumByStep } from './steps.ts';
export { fixedPlan, type Shortfall, type Waste, wasteOf, type WasteOptions } from './waste.ts';
